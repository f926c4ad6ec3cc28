"""Invented invoices in the national syntaxes."""

from __future__ import annotations

FATTURAPA = """<?xml version="1.0" encoding="UTF-8"?>
<p:FatturaElettronica versione="FPR12" xmlns:p="http://ivaservizi.agenziaentrate.gov.it/docs/xsd/fatture/v1.2">
<FatturaElettronicaHeader>
 <CedentePrestatore>
  <DatiAnagrafici><IdFiscaleIVA><IdPaese>IT</IdPaese><IdCodice>12345670785</IdCodice></IdFiscaleIVA>
   <CodiceFiscale>12345670785</CodiceFiscale>
   <Anagrafica><Nome>Elvira</Nome><Cognome>Montebruno</Cognome></Anagrafica></DatiAnagrafici>
  <Sede><Indirizzo>Via dei Tigli</Indirizzo><NumeroCivico>7</NumeroCivico><CAP>40100</CAP><Comune>Bologna</Comune>
   <Provincia>BO</Provincia><Nazione>IT</Nazione></Sede>
 </CedentePrestatore>
 <CessionarioCommittente><DatiAnagrafici><IdFiscaleIVA><IdPaese>IT</IdPaese><IdCodice>00743110157</IdCodice>
  </IdFiscaleIVA><Anagrafica><Denominazione>Officine Caldara SPA</Denominazione></Anagrafica></DatiAnagrafici>
 </CessionarioCommittente>
</FatturaElettronicaHeader>
<FatturaElettronicaBody>
 <DatiGenerali>
  <DatiGeneraliDocumento><TipoDocumento>{kind}</TipoDocumento><Divisa>EUR</Divisa><Data>2026-03-15</Data>
   <Numero>{number}</Numero>{total}</DatiGeneraliDocumento>
  <DatiOrdineAcquisto><IdDocumento>PO-7</IdDocumento></DatiOrdineAcquisto>
 </DatiGenerali>
 <DatiBeniServizi>
  <DettaglioLinee><NumeroLinea>1</NumeroLinea><Descrizione>Assistenza</Descrizione><Quantita>10.00</Quantita>
   <PrezzoUnitario>20.00</PrezzoUnitario><PrezzoTotale>200.00</PrezzoTotale><AliquotaIVA>22.00</AliquotaIVA>
  </DettaglioLinee>
  <DettaglioLinee><NumeroLinea>2</NumeroLinea><Descrizione>Libri</Descrizione><Quantita>2.00</Quantita>
   <PrezzoUnitario>50.00</PrezzoUnitario><PrezzoTotale>100.00</PrezzoTotale><AliquotaIVA>4.00</AliquotaIVA>
  </DettaglioLinee>
  <DatiRiepilogo><AliquotaIVA>22.00</AliquotaIVA><ImponibileImporto>200.00</ImponibileImporto><Imposta>44.00</Imposta>
  </DatiRiepilogo>
  <DatiRiepilogo><AliquotaIVA>4.00</AliquotaIVA><ImponibileImporto>100.00</ImponibileImporto><Imposta>4.00</Imposta>
  </DatiRiepilogo>
 </DatiBeniServizi>
 <DatiPagamento><CondizioniPagamento>TP02</CondizioniPagamento>
  <DettaglioPagamento><ModalitaPagamento>MP05</ModalitaPagamento><DataScadenzaPagamento>2026-04-14</DataScadenzaPagamento>
   <ImportoPagamento>348.00</ImportoPagamento><IBAN>IT60X0542811101000000123456</IBAN></DettaglioPagamento>
 </DatiPagamento>
</FatturaElettronicaBody>{more}
</p:FatturaElettronica>"""

KSEF = """<?xml version="1.0" encoding="UTF-8"?>
<Faktura xmlns="http://crd.gov.pl/wzor/{version}/"><Naglowek/>
<Podmiot1><DaneIdentyfikacyjne><NIP>5260250274</NIP><Nazwa>Kuźnia Brzozowa sp. z o.o.</Nazwa></DaneIdentyfikacyjne>
 <Adres><KodKraju>PL</KodKraju><AdresL1>ul. Polna 4</AdresL1><AdresL2>30-002 Kraków</AdresL2></Adres></Podmiot1>
<Podmiot2><DaneIdentyfikacyjne><KodUE>DE</KodUE><NrVatUE>136695976</NrVatUE><Nazwa>Ahornwerk GmbH</Nazwa>
 </DaneIdentyfikacyjne></Podmiot2>
<Fa><KodWaluty>PLN</KodWaluty><P_1>2026-03-15</P_1><P_2>FV/7/2026</P_2>{sums}
 <RodzajFaktury>{kind}</RodzajFaktury>{corrects}
 <FaWiersz><NrWierszaFa>1</NrWierszaFa><P_7>Zawias</P_7><P_8A>szt</P_8A><P_8B>10</P_8B><P_9A>100.00</P_9A>
  <P_11>1000.00</P_11><P_12>23</P_12></FaWiersz>
 <FaWiersz><NrWierszaFa>2</NrWierszaFa><P_7>Szkolenie</P_7><P_8A>szt</P_8A><P_8B>1</P_8B><P_9A>50.00</P_9A>
  <P_11>50.00</P_11><P_12>zw</P_12></FaWiersz>
 <Platnosc>{paid}<TerminPlatnosci><Termin>2026-04-14</Termin></TerminPlatnosci><FormaPlatnosci>6</FormaPlatnosci>
  <RachunekBankowy><NrRB>61109010140000071219812874</NrRB></RachunekBankowy></Platnosc>
</Fa></Faktura>"""
SUMS = "<P_13_1>1000.00</P_13_1><P_14_1>230.00</P_14_1><P_13_7>50.00</P_13_7><P_15>1280.00</P_15>"

FACTURAE = """<?xml version="1.0" encoding="UTF-8"?>
<fe:Facturae xmlns:fe="http://www.facturae.es/Facturae/2014/v3.2.1/Facturae"><FileHeader/>
<Parties>
 <SellerParty><TaxIdentification><PersonTypeCode>F</PersonTypeCode><ResidenceTypeCode>R</ResidenceTypeCode>
  <TaxIdentificationNumber>12345678Z</TaxIdentificationNumber></TaxIdentification>
  <Individual><Name>Irene</Name><FirstSurname>Valdoro</FirstSurname>
   <AddressInSpain><Address>Calle Olmo 3</Address><PostCode>28001</PostCode><Town>Madrid</Town>
   <Province>Madrid</Province><CountryCode>ESP</CountryCode></AddressInSpain></Individual></SellerParty>
 <BuyerParty><TaxIdentification><ResidenceTypeCode>R</ResidenceTypeCode>
  <TaxIdentificationNumber>ESB58378431</TaxIdentificationNumber></TaxIdentification>
  <LegalEntity><CorporateName>Harinas Piedrabuena SL</CorporateName></LegalEntity></BuyerParty>
</Parties>
<Invoices><Invoice>
 <InvoiceHeader><InvoiceNumber>017</InvoiceNumber><InvoiceSeriesCode>2026/</InvoiceSeriesCode>
  <InvoiceDocumentType>FC</InvoiceDocumentType><InvoiceClass>OO</InvoiceClass></InvoiceHeader>
 <InvoiceIssueData><IssueDate>2026-03-15</IssueDate><InvoiceCurrencyCode>EUR</InvoiceCurrencyCode>
  <LanguageName>es</LanguageName></InvoiceIssueData>
 <TaxesOutputs><Tax><TaxTypeCode>01</TaxTypeCode><TaxRate>21.00</TaxRate><TaxableBase><TotalAmount>1000.00</TotalAmount>
  </TaxableBase><TaxAmount><TotalAmount>210.00</TotalAmount></TaxAmount></Tax></TaxesOutputs>
 <InvoiceTotals><TotalGrossAmount>1000.00</TotalGrossAmount>
  <TotalGrossAmountBeforeTaxes>1000.00</TotalGrossAmountBeforeTaxes><TotalTaxOutputs>210.00</TotalTaxOutputs>
  <TotalTaxesWithheld>{withheld}</TotalTaxesWithheld><InvoiceTotal>{due}</InvoiceTotal>
  <TotalOutstandingAmount>{due}</TotalOutstandingAmount><TotalExecutableAmount>{due}</TotalExecutableAmount>
 </InvoiceTotals>
 <Items><InvoiceLine><ItemDescription>Diseño</ItemDescription><Quantity>20</Quantity>
  <UnitPriceWithoutTax>50.00</UnitPriceWithoutTax><TotalCost>1000.00</TotalCost><GrossAmount>1000.00</GrossAmount>
  <TaxesOutputs><Tax><TaxRate>21.00</TaxRate></Tax></TaxesOutputs></InvoiceLine></Items>
 <PaymentDetails><Installment><InstallmentDueDate>2026-04-14</InstallmentDueDate>
  <InstallmentAmount>{due}</InstallmentAmount><PaymentMeans>04</PaymentMeans>
  <AccountToBeCredited><IBAN>ES9121000418450200051332</IBAN></AccountToBeCredited></Installment></PaymentDetails>
</Invoice>{more}</Invoices></fe:Facturae>"""

CFDI = """<?xml version="1.0" encoding="UTF-8"?>
<cfdi:Comprobante xmlns:cfdi="http://www.sat.gob.mx/cfd/4" Version="4.0" Serie="A" Folio="4711"
 Fecha="2026-03-15T10:11:12" FormaPago="03" SubTotal="1100.00" Descuento="100.00" Moneda="MXN" Total="1160.00"
 TipoDeComprobante="{kind}" MetodoPago="PUE">
 <cfdi:Emisor Rfc="EKU9003173C9" Nombre="MADERAS QUILPEO" RegimenFiscal="601"/>
 <cfdi:Receptor Rfc="URE180429TM6" Nombre="PANADERIA TRIGALVA"/>
 <cfdi:Conceptos><cfdi:Concepto ClaveProdServ="30103605" NoIdentificacion="M-1" Cantidad="10" ClaveUnidad="H87"
  Descripcion="Tabla de pino" ValorUnitario="110.00" Importe="1100.00" Descuento="100.00">
  <cfdi:Impuestos><cfdi:Traslados><cfdi:Traslado Base="1000.00" Impuesto="002" TipoFactor="Tasa" TasaOCuota="0.160000"
   Importe="160.00"/></cfdi:Traslados></cfdi:Impuestos></cfdi:Concepto></cfdi:Conceptos>
 <cfdi:Impuestos TotalImpuestosTrasladados="160.00"><cfdi:Traslados><cfdi:Traslado Base="1000.00" Impuesto="002"
  TipoFactor="Tasa" TasaOCuota="0.160000" Importe="160.00"/></cfdi:Traslados></cfdi:Impuestos>
</cfdi:Comprobante>"""


def fatturapa(*, kind: str = "TD01", number: str = "12/B", total: str = "348.00", more: str = "") -> bytes:
    said = f"<ImportoTotaleDocumento>{total}</ImportoTotaleDocumento>" if total else ""
    return FATTURAPA.format(kind=kind, number=number, total=said, more=more).encode()


def ksef(
    *, kind: str = "VAT", sums: str = SUMS, paid: str = "", corrects: str = "", version: str = "2025/06/25/13775"
) -> bytes:
    return KSEF.format(kind=kind, sums=sums, paid=paid, corrects=corrects, version=version).encode()


def facturae(*, withheld: str = "0.00", due: str = "1210.00", more: str = "") -> bytes:
    return FACTURAE.format(withheld=withheld, due=due, more=more).encode()


def cfdi(*, kind: str = "I") -> bytes:
    return CFDI.format(kind=kind).encode()


SBDH = """<?xml version="1.0" encoding="UTF-8"?>
<StandardBusinessDocument xmlns="http://www.unece.org/cefact/namespaces/StandardBusinessDocumentHeader">
<StandardBusinessDocumentHeader><HeaderVersion>1.0</HeaderVersion></StandardBusinessDocumentHeader>
{}</StandardBusinessDocument>"""


def enveloped(*invoices: str) -> bytes:
    """Invoices within the envelope of a transport network."""
    return SBDH.format("".join(one.partition("?>")[2] or one for one in invoices)).encode()
